import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Peer } from '../../peer/peer.ts'

/** What unlocking a profile leaves behind goes back to the system soon after the user is in, by collections of some 10 ms. */
export function keepMemoryModest({ state }: Pick<Peer, 'state'>): void {
  limitMemory()
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

/**
 * A program that waits for keys all day need not keep room for a flood of young objects. The buffers of a file on its way count as
 * part of the heap: apart they have a limit of their own, so low that the whole heap was collected for every few chunks and a
 * third of the processor's time went there.
 */
export function limitMemory(): void {
  setFlagsFromString(`--max-semi-space-size=${YOUNG_MIB}`)
  setFlagsFromString('--external-memory-accounted-in-global-limit')
}

const YOUNG_MIB = 1
/** Once unlocking is done, and once the first screens stand. */
const AFTER_MS = [0, 5_000]
