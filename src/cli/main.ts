import { runProgram } from './program.ts'

/** Where everything starts: the words and the environment enter here, the exit code leaves here. */
process.exitCode = await runProgram(process.argv.slice(2), process.env)
