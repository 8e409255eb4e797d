"""The local board: seats, meetings, frame, rules, budget, borgerbudget. Built later."""
