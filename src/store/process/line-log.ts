import { mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A log for whoever looks for a mistake: each line is on its way to the disk when the call returns, so that the last words
 * before a crash are there. A log that cannot be written is no reason to stop.
 */
export function openLineLog(path: string): (line: string) => void {
  let file: number
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    file = openSync(path, 'a', 0o600)
  } catch {
    return () => {}
  }
  return (line) => {
    try {
      writeSync(file, `${line}\n`)
    } catch {
      // A full disk is told where it matters: when a message cannot be kept.
    }
  }
}
