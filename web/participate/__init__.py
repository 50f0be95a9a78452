"""Taking part in public: projects, their steps, contributions and what is said of them, the kiosk."""
