"""Explicit providers: one a region and account. Credentials come from the environment, never from here.

``place`` is a spec, or a cloud's part of one, with ``region`` and ``account`` (AWS profile, GCP project,
Azure subscription, or None for the ambient one). Each SDK is imported where its provider is made, so that
a unit pays for its own clouds only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi


def aws(place: Mapping[str, Any], suffix: str = "") -> pulumi.ProviderResource:
    """The provider ``aws-<region>``; ``suffix`` keeps two of one unit apart."""
    from pulumi_aws.provider import Provider

    name = f"aws-{place['region']}{suffix}"
    provider: pulumi.ProviderResource = Provider(name, region=place["region"], profile=place["account"])
    return provider


def gcp(place: Mapping[str, Any], suffix: str = "") -> pulumi.ProviderResource:
    """The provider ``gcp-<region>``; ``suffix`` keeps two of one unit apart."""
    from pulumi_gcp.provider import Provider

    name = f"gcp-{place['region']}{suffix}"
    provider: pulumi.ProviderResource = Provider(name, region=place["region"], project=place["account"])
    return provider


def azure(place: Mapping[str, Any], suffix: str = "") -> pulumi.ProviderResource:
    """The provider ``azure-<location>``; ``suffix`` keeps two of one unit apart."""
    from pulumi_azure_native.provider import Provider

    name = f"azure-{place['region']}{suffix}"
    provider: pulumi.ProviderResource = Provider(name, location=place["region"], subscription_id=place["account"])
    return provider
