import type { Language } from '../i18n/translate.ts'
import type { Settings } from './settings.ts'

/** What every command is given. */
export interface Context {
  readonly settings: Settings
  /** The words after the command that are no flags, as many as it wants. */
  readonly operands: readonly string[]
  readonly language: Language
  readonly version: string
  /** Aborted when a signal asks the process to end. */
  readonly stop: AbortSignal
  /** Keeps everything of this process; each command has a folder of its own in it. */
  readonly dataDir: string
  readonly env: Record<string, string | undefined>
}

/** A command runs until it is done or stopped, gives its exit code (nothing: 0), and throws what is to be told. */
export type Command = (context: Context) => Promise<number | void>
