"""What is recorded: tables, rules, actions, queries. It knows nothing of requests or pages."""
