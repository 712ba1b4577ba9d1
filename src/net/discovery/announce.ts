import type { Answer } from 'dns-packet'
import { createLogger } from '../../shared/logger.ts'
import type { Interface, InterfaceFilter } from './interfaces.ts'
import { openMulticast } from './multicast.ts'
import { trackerRecords, type AnnouncedTracker, type TrackerRecords } from './tracker-records.ts'

const log = createLogger('discovery')
/** Said twice, a second apart, in case that the first was lost (RFC 6762 §8.3). */
const SAY_AGAIN_MS = 1_000

export interface Announcer {
  /** Says goodbye, so that nobody is offered what is gone. */
  close(): Promise<void>
}

/**
 * Announces a tracker by DNS-SD over multicast DNS (RFC 6762, RFC 6763) until closed. `host` is the address it listens on, ''
 * or 0.0.0.0 or :: for all. Never fails: where multicast does not work nobody finds it that way, as the doctor will tell.
 */
export function announceTracker(
  tracker: AnnouncedTracker & { readonly host: string },
  filter: InterfaceFilter,
): Announcer {
  let again: NodeJS.Timeout | undefined

  const recordsOn = (one: Interface, ttl?: 0): TrackerRecords =>
    trackerRecords(tracker, reachableOn(one, tracker.host), ttl)

  function announce(): void {
    const tell = (): void => {
      multicast.respond((one) => answersOn(recordsOn(one))).catch(logFailure)
    }
    tell()
    clearTimeout(again)
    again = setTimeout(tell, SAY_AGAIN_MS).unref()
  }

  const multicast = openMulticast({
    filter,
    onQuery(questions, one, reply) {
      const records = recordsOn(one)
      const answers = questions.flatMap((question) => records.answer(question))
      if (answers.length === 0 || !records.hasAddress) return
      const additionals = records.all.filter((record) => !answers.includes(record))
      reply(answers, answers.includes(records.pointer) ? additionals : [])
    },
    onReady: announce,
  })

  return {
    async close() {
      clearTimeout(again)
      await multicast.respond((one) => [recordsOn(one, 0).pointer])
      await multicast.close()
    },
  }
}

/** The addresses of an interface under which a listener on `host` answers. */
function reachableOn(one: Interface, host: string): Pick<Interface, 'ipv4' | 'ipv6'> {
  if (host === '' || host === '::') return one
  if (host === '0.0.0.0') return { ipv4: one.ipv4, ipv6: [] }
  return {
    ipv4: one.ipv4.filter((address) => address === host),
    ipv6: one.ipv6.filter((address) => address === host),
  }
}

/** Where nobody could connect, nothing is announced. */
function answersOn({ all, hasAddress }: TrackerRecords): readonly Answer[] {
  return hasAddress ? all : []
}

function logFailure(error: unknown): void {
  log('not announced', { what: String(error) })
}
