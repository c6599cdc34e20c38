from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("qiao_languages", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="digestsent",
            name="sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="digestsent",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="digestsent",
            name="wanted",
            field=models.BooleanField(
                default=True, verbose_name="Mail me once a day what is due and what waits for me"
            ),
        ),
    ]
