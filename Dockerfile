# Two stages: Node.js and the build tools stay in the first.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/portal
COPY requirements.lock requirements-node.lock ./
RUN python -m venv /opt/portal \
 && /opt/portal/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && python -m venv /opt/node \
 && /opt/node/bin/pip install --no-cache-dir --require-hashes -r requirements-node.lock
COPY . .
# Node.js is found through the first environment for this one step.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
 && export PYTHONPATH=$(echo /opt/node/lib/python3*/site-packages) QA_MODE=demo QA_VAR=/tmp/var QA_STATIC=/srv/portal/static-built \
 && /opt/portal/bin/python manage.py fetch_assets \
 && /opt/portal/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules static/vendor tests .git

FROM python:3.11-slim-bookworm
# What WeasyPrint needs to lay out and embed text (the font is the one of the reports).
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal /var/lib/portal
COPY --from=build /opt/portal /opt/portal
COPY --from=build /srv/portal /srv/portal
ENV PATH=/opt/portal/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 QA_STATIC=/srv/portal/static-built
WORKDIR /srv/portal
USER 10001:10001
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "qa_portal.wsgi", "--bind", "0.0.0.0:8000"]
