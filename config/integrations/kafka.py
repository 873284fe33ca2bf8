"""Kafka: where the broker is and how to speak to it. SASL and TLS come from the environment, so that a hosted
Kafka works from the first day."""

from config.env import env

KAFKA_TOPIC_PREFIX = env.str("KAFKA_TOPIC_PREFIX", default="")
KAFKA_REPLICATION_FACTOR = env.int("KAFKA_REPLICATION_FACTOR", default=1)

_OPTIONS = {
    "security.protocol": "KAFKA_SECURITY_PROTOCOL",
    "sasl.mechanisms": "KAFKA_SASL_MECHANISM",
    "sasl.username": "KAFKA_SASL_USERNAME",
    "sasl.password": "KAFKA_SASL_PASSWORD",
    "ssl.ca.location": "KAFKA_SSL_CA_LOCATION",
    "ssl.certificate.location": "KAFKA_SSL_CERTIFICATE_LOCATION",
    "ssl.key.location": "KAFKA_SSL_KEY_LOCATION",
}

# librdkafka's names; every client of the project starts from this dictionary.
KAFKA_CLIENT: dict[str, str | int | bool] = {
    "bootstrap.servers": env.str("KAFKA_BOOTSTRAP_SERVERS", default="127.0.0.1:9092"),
    **{option: env.str(name) for option, name in _OPTIONS.items() if env.str(name, default="")},
}
