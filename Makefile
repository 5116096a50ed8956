# The commands of the project. Each sees to what it needs; none needs root.
#   PORT=8001 DATA_DIR=~/second make run    another port, and another folder for all that the site keeps
.PHONY: run stop test check audit crash bench lock messages

run: ## the site with its demonstration at http://localhost:8000/, until Ctrl-C
	@bin/environment requirements.txt
	@.venv/bin/python -m bin.serve run

stop: ## end it from elsewhere
	@bin/environment requirements.txt
	@.venv/bin/python -m bin.serve stop

test: ## everything that needs Python, PostgreSQL and Chromium
	@bin/test

check: ## lint, types, imports, migrations, templates, settings of a deployment
	@bin/check

audit: ## what needs other tools: HTML checkers, Lighthouse, an older PostgreSQL
	@bin/environment requirements-dev.txt
	@.venv/bin/python -m bin.audit

crash: ## kill the parts of the site at N random points of the main job, and compare
	@bin/environment requirements-dev.txt
	@.venv/bin/python -m tests.crash $(or $(N),20)

bench: ## measure the directory at 1, 10 and 100 thousand organizations; BENCH_ARGS="--sizes 1000 --json FILE"
	@bin/environment requirements-bench.txt
	@.venv/bin/python -m bench.directory $(BENCH_ARGS)

lock: ## choose the newest versions of all dependencies anew (needs uv)
	@bin/lock

messages: ## bring the message catalogs up to date with the sources (needs gettext)
	@bin/messages
