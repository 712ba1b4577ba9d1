import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Peer } from '../../peer/peer.ts'

/**
 * A program that waits for keys all day need not keep room for a flood of young objects; what unlocking a profile leaves behind
 * goes back to the system soon after the user is in, by collections that take some hundredths of a second.
 */
export function keepMemoryModest({ state }: Pick<Peer, 'state'>): void {
  setFlagsFromString(`--max-semi-space-size=${YOUNG_MIB}`)
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: object) => void
  const collect = (): void => gc({ type: 'major', flavor: 'last-resort' })
  let wasIn = false
  state.subscribe(() => {
    const isIn = state.get().session.status === 'in'
    if (isIn && !wasIn) for (const ms of AFTER_MS) setTimeout(collect, ms).unref()
    wasIn = isIn
  })
}

const YOUNG_MIB = 1
/** Once unlocking is done, and once the first screens stand. */
const AFTER_MS = [0, 5_000]
