"""The independent verifier of the audit log: shares no code with the program that writes it."""

from desktop.verify.log import Stopped, verify
from desktop.verify.report import Finding, Report

__all__ = ["Finding", "Report", "Stopped", "verify"]
