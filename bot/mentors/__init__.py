"""Mentors: who may be asked, who fits whom, series of sessions, and what comes of them."""
