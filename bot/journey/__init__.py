"""How a student goes on: seats, goals and reviews, fieldwork and exams, habits, and all of it seen."""
