pytest_plugins = ["chassis.testing.fixtures", "web.tests.chromium"]
