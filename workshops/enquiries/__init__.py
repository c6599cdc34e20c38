"""Enquiries of visitors to a workshop: the form, its limits, the mail, the list of those who answer."""
