import { userInfo } from 'node:os'
import { join } from 'node:path'
import { cliTexts } from '../../i18n/catalogs/cli.ts'
import { createDirectPeer } from '../../peer/direct/create-direct-peer.ts'
import type { DirectPlace } from '../../peer/direct/direct-line.ts'
import { parseTrackerAddress } from '../../peer/trackers.ts'
import { parseUsername } from '../../protocol/names.ts'
import type { Context } from '../context.ts'
import { keepMemoryModest } from '../process/modest-memory.ts'
import { leave } from '../leave.ts'
import { flagOf } from '../flags.ts'
import { usage } from '../settings.ts'
import { showPeer } from '../show-peer.ts'

/** Accounts and this mode have keys and histories of their own. */
const FOLDER = 'direct'

/** Two people without a tracker and without accounts, until the one in front of this program leaves. */
export async function runDirectCommand(context: Context): Promise<number> {
  const place = placeOf(context)
  const username = nameOf(context)
  const peer = await createDirectPeer({
    dataDir: join(context.dataDir, FOLDER),
    username,
    place,
  })
  keepMemoryModest(peer)
  try {
    return await showPeer(context, peer, { username })
  } finally {
    await leave(peer, context.language)
  }
}

function placeOf({ settings, operands, language }: Context): DirectPlace {
  const texts = cliTexts[language]
  const [address] = operands
  const listenPort = settings.optionalPort('listen')
  if (address === undefined) {
    if (listenPort === undefined) throw usage(texts.direct.oneOf)
    return { listenPort }
  }
  if (listenPort !== undefined) throw usage(texts.direct.oneOf)
  const place = parseTrackerAddress(address, usualPort())
  if (place === undefined) throw usage(texts.wrong.address('direct', address))
  return place
}

function usualPort(): number {
  const flag = flagOf('listen')
  return 'fallback' in flag ? Number(flag.fallback) : 0
}

function nameOf({ settings, language }: Context): string {
  const said = settings.text('user')
  const name = said ?? userInfo().username
  const usable = parseUsername(said ?? name.normalize('NFKD').replaceAll(/[^\w.-]/g, ''))
  if (usable === undefined) throw usage(cliTexts[language].direct.nameNeeded(name))
  return usable
}
