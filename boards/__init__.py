"""The local board. Its rooms (seats, meetings, frame, rules, budget, borgerbudget) are built later."""
