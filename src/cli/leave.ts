import { tuiTexts } from '../i18n/catalogs/tui.ts'
import type { Language } from '../i18n/translate.ts'
import type { Farewell, Peer } from '../peer/peer.ts'

/** Longer than that without a word looks like a program that hangs. */
const MOMENT_MS = 700

/** Ends the peer, and tells the person why that takes a while and what did not get to anybody. */
export async function leave(peer: Peer, language: Language): Promise<void> {
  const { busy } = tuiTexts[language].delivery.leaving
  const telling = setTimeout(() => process.stderr.write(`${busy}\n`), MOMENT_MS)
  try {
    tellFarewell(await peer.close(), language)
  } finally {
    clearTimeout(telling)
  }
}

export function tellFarewell({ waiting }: Farewell, language: Language): void {
  const { leaving } = tuiTexts[language].delivery
  if (waiting > 0) process.stderr.write(`${leaving.waiting(waiting)}\n`)
}
