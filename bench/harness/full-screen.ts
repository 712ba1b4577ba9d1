import { fileURLToPath } from 'node:url'
import { ALICE, BOB, type Place } from './scene.ts'
import { startTerminal, type Terminal } from './terminal.ts'
import { PASSWORD } from './texts.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/chatp2p.js', import.meta.url))

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** What somebody types to start the built program with alice's profile. */
export function programWords({ port, dataDir }: Place, face: 'peer' | 'rpc'): readonly string[] {
  const tracker = ['--tracker-host', '127.0.0.1', '--tracker-port', String(port)]
  return [PROGRAM, face, ...tracker, '--data', dataDir, '--user', ALICE]
}

/** Alice's full screen at the login form. */
export function startAtLogin(place: Place, size: Size): Terminal {
  return startTerminal({ args: programWords(place, 'peer'), ...size })
}

/** Alice's full screen, logged in, with the end of her conversation with bob before her. */
export async function openConversation(
  place: Place,
  size: Size,
): Promise<Terminal & { readonly shownAt: number }> {
  const args = programWords(place, 'peer')
  const screen = startTerminal({ args, ...size, env: { CHATP2P_PASSWORD: PASSWORD } })
  const shownAt = await screen.see(`@${BOB} `)
  await screen.see('● tracker')
  await screen.untilQuiet()
  return { ...screen, shownAt }
}
