"""django-otp: the authenticators of staff. What is required of whom stands in ``staff/two_factor/``."""

from config.env import env

# required: staff prove themselves by a code beside the password. off: by the password alone, for demos.
STAFF_TWO_FACTOR = env.str("STAFF_TWO_FACTOR", default="required")
# How an authenticator names the entry.
OTP_TOTP_ISSUER = "Larkspur"
