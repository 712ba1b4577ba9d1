import { cliTexts } from '../i18n/catalogs/cli.ts'
import type { Language } from '../i18n/translate.ts'
import { writeCrashReport } from '../store/process/crash-report.ts'

export interface CrashGuard {
  /** Where reports go and how they are told; known only after the settings are read. */
  configure(options: { folder: string; language: Language; isDebugging: boolean }): void
}

/**
 * The only place that catches bugs: a report without anybody's words is written, the terminal is given back, the process
 * ends with 1. Whoever changes the terminal restores it on `exit`.
 */
export function installCrashGuard(version: string): CrashGuard {
  let options: { folder: string; language: Language; isDebugging: boolean } | undefined
  let hasCrashed = false

  function crash(error: unknown): void {
    if (hasCrashed) return
    hasCrashed = true
    const facts = { chatp2p: version, node: process.version, platform: platformName() }
    const report = options && writeCrashReport(options.folder, error, facts)
    const texts = cliTexts[options?.language ?? 'en']
    process.exitCode = 1
    // Listeners of `exit` run in the order in which they were added: what is said last stands below a restored screen.
    process.on('exit', () => {
      const sentence = report === undefined ? texts.crashedWithoutReport : texts.crashed(report)
      process.stderr.write(`${sentence}\n`)
      if (options?.isDebugging === true && error instanceof Error) {
        process.stderr.write(`${error.stack ?? error.message}\n`)
      }
    })
    process.exit(1)
  }

  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  return {
    configure(known) {
      options = known
    },
  }
}

function platformName(): string {
  return `${process.platform} ${process.arch}`
}
