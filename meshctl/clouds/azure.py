"""Azure: the rules of VNets, AKS and VPN gateways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# X-IKE-A-AZ. Azure's own table lists GCMAES256 for IKE (VNG-IKE-ENC), so all pairs share profile A; where a
# gateway should refuse it, profile B (X-IKE-B-AZ) is what every side accepts.
IKE: Final[Mapping[str, Any]] = {
    "protocol": "IKEv2",
    "policy": {
        "ike_encryption": "GCMAES256",
        "ike_integrity": "SHA256",
        "dh_group": "ECP384",
        "ipsec_encryption": "GCMAES256",
        "ipsec_integrity": "GCMAES256",
        "pfs_group": "ECP384",
        "sa_life_time_seconds": 3600,
        "sa_data_size_kilobytes": 102400000,
    },
    "dpd_timeout_seconds": 45,
    "mode": "Default",
}
