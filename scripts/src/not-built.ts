// Commands of docs/contract.md that nothing answers yet: said plainly, with an exit code that fails a script.
process.stderr.write(`pnpm ${process.argv[2] ?? '?'} is not built yet: docs/roadmap.md\n`)
process.exit(1)
