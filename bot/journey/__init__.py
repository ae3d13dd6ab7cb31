"""How a student goes on: goals and seats, fieldwork and exams, small habits."""
