# The image of every process of the store: web, consumers, Celery and the one-shot commands. docker-compose.yml
# says how each is run, and has their health checks.

# Styles, scripts and typefaces. The templates are read for the classes they use.
FROM node:24-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY shop/templates /build/shop/templates
COPY shop/accounts /build/shop/accounts
COPY shop/reviews /build/shop/reviews
COPY staff/templates /build/staff/templates
COPY frontend/ ./
RUN npm run build

# The Python packages of the lock file. Wheels only, so that no compiler is needed here or later.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.lock /build/requirements.lock
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
        -r /build/requirements.lock

FROM python:3.13-slim
# ENV_FILES: a container is told everything by its environment. HOME: the user has no folder of its own.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENV_FILES="" \
    HOME=/tmp
# Celery asks for the name of its user. /state is what a process may write to and find again, /spool what all of them
# share: a new volume takes the owner of the folder it is mounted on.
RUN groupadd --gid 10001 store \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin store \
    && install -d -o store -g store -m 0700 /state /spool /log-files
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY tracking/ tracking/
COPY consumers/ consumers/
COPY promotions/ promotions/
COPY analytics/ analytics/
COPY logs/ logs/
COPY shop/ shop/
COPY moderation/ moderation/
COPY staff/ staff/
COPY operations/ operations/
COPY config/ config/
COPY locale/ locale/
COPY --from=frontend /build/frontend/dist/ frontend/dist/
# The file system is read-only later, so byte code is made now. The key is needed to start Django and then forgotten.
RUN SECRET_KEY=only-for-this-line python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .
USER 10001:10001
EXPOSE 8000 8001
# A worker's heartbeat is a file; /dev/shm keeps it out of the read-only file system and off the disk.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
