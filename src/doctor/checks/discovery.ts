import { setTimeout as sleep } from 'node:timers/promises'
import { browseTrackers, type FoundTracker } from '../../net/discovery/browse.ts'
import type { InterfaceFilter } from '../../net/discovery/interfaces.ts'
import { openMulticast } from '../../net/discovery/multicast.ts'
import { fine, note, wrong, type Finding } from '../finding.ts'

const QUESTION = 'chatp2p-doctor.local'
const LISTEN_MS = 2_000
const POLL_MS = 50

/** Whether multicast leaves and comes back on this machine, and which trackers announce themselves. */
export async function checkDiscovery(
  filter: InterfaceFilter,
): Promise<{ readonly findings: readonly Finding[]; readonly found: readonly FoundTracker[] }> {
  const heard = new Set<string>()
  const name = `${process.pid}-${QUESTION}`
  const multicast = openMulticast({
    filter,
    onQuery(questions, one) {
      if (questions.some((question) => question.name === name)) heard.add(one.name)
    },
    onReady: () => multicast.query([{ name, type: 'A' }]),
  })
  const browser = browseTrackers(filter, () => {})
  const deadline = performance.now() + LISTEN_MS
  while (performance.now() < deadline) await sleep(POLL_MS)
  const found = browser.found()
  await Promise.all([multicast.close(), browser.close()])
  return { findings: [multicastFinding([...heard]), trackersFinding(found)], found }
}

function multicastFinding(interfaces: readonly string[]): Finding {
  return interfaces.length > 0
    ? fine('multicast-heard', { interfaces: interfaces.join(', ') })
    : wrong('multicast-silent')
}

function trackersFinding(found: readonly FoundTracker[]): Finding {
  if (found.length === 0) return note('trackers-none')
  const list = found.map(({ name, hosts, port }) => `${name} ${hosts[0]}:${port}`)
  return fine('trackers-found', { count: found.length, list: list.join(', ') })
}
