"""What gunicorn serves, whoever the contender: DJANGO_SETTINGS_MODULE says it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
