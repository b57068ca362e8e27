"""GOV.UK Notify: its channel, its plug-in for Apprise, and how a mail is put to it."""
