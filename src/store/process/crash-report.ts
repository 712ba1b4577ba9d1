import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes down where the program broke and returns the file's path, or undefined when even that fails. Synchronous: there is
 * no later. An error's message may quote what people wrote, so only its kind and the places in the code are kept.
 */
export function writeCrashReport(
  folder: string,
  error: unknown,
  facts: Readonly<Record<string, string>>,
): string | undefined {
  const time = new Date().toISOString()
  const path = join(folder, 'crashes', `${time.replaceAll(/[:.]/g, '-')}-${process.pid}.txt`)
  const lines = [
    `time: ${time}`,
    ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
    ...describe(error),
  ]
  try {
    mkdirSync(join(folder, 'crashes'), { recursive: true, mode: 0o700 })
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 })
    return path
  } catch {
    return undefined
  }
}

function describe(error: unknown): string[] {
  if (!(error instanceof Error)) return [`thrown: ${typeof error}`]
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
  const cause = error.cause === undefined ? [] : ['caused by:', ...describe(error.cause)]
  return [`error: ${error.name}${code}`, ...frames, ...cause]
}
