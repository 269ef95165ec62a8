"""A worker of its own, that processes events until it is killed: `python -m tests.billing.measures.worker`."""

import os
import sys
import time

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    from django.conf import settings

    from billing import periods
    from billing.payments import orders, webhooks

    settings.STRIPE_SANDBOX, settings.PAYMENTS = os.environ["SANDBOX"], True
    print("ready", flush=True)
    while True:
        webhooks.process_due()
        orders.carry_out_left()
        periods.begin_due()
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
