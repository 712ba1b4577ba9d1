/**
 * Named loggers, off unless asked for (`CHATP2P_DEBUG=net,peer` or `*`). The sink is set by the command line, which knows
 * where a log may go; nothing here writes to the terminal. Never log a message's text, a password or a key.
 */
export interface Logger {
  readonly isOn: boolean
  (event: string, details?: Readonly<Record<string, string | number | boolean | undefined>>): void
}

let sink: ((line: string) => void) | undefined
let isWanted: (name: string) => boolean = () => false

/** Directs the loggers named in `names` (comma separated, `*` for all) to `write`, a line at a time. */
export function startLogging(names: string, write: (line: string) => void): void {
  const wanted = new Set(names.split(',').map((name) => name.trim()))
  isWanted = (name) => wanted.has('*') || wanted.has(name)
  sink = write
}

export function createLogger(name: string): Logger {
  const log = (event: string, details: Parameters<Logger>[1] = {}): void => {
    if (sink === undefined || !isWanted(name)) return
    const words = Object.entries(details).map(([key, value]) => `${key}=${String(value)}`)
    sink(`${new Date().toISOString()} ${name} ${event} ${words.join(' ')}`.trimEnd())
  }
  return Object.defineProperty(log, 'isOn', {
    get: () => sink !== undefined && isWanted(name),
  }) as unknown as Logger
}
