#!/usr/bin/env node
import { runCommands } from './cli/run-commands.ts'

process.exitCode = await runCommands(process.argv.slice(2))
