"""Moving one name from module to module."""

from __future__ import annotations

from codemods.moving.layout import Layout
from codemods.moving.request import Request
from codemods.plans.model import Plan


def plan_symbol(layout: Layout, request: Request) -> Plan:
    raise NotImplementedError
