"""Mappings that nobody can change: a new one for each change."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def but(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    """`mapping` with `key` at `value`."""
    return MappingProxyType({**mapping, key: value})


def without(mapping: Mapping[K, V], *keys: K) -> Mapping[K, V]:
    """`mapping` without `keys`."""
    return MappingProxyType({key: value for key, value in mapping.items() if key not in keys})
