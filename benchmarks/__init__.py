"""Speed, as ratios: two things side by side in one run, alternating, medians. `script/bench [NAME] [--json]`."""
