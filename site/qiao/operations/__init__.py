"""What whoever runs the site needs: jobs that are due, backup and restore, health, logs, what is said of failures."""
