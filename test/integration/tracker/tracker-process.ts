import { createTracker } from '../../../src/tracker/create-tracker.ts'

/** A tracker in a process of its own, to be killed; prints its port. */
const [dataDir = ''] = process.argv.slice(2)
const tracker = await createTracker({
  host: '127.0.0.1',
  port: 0,
  dataDir,
  name: 'killed',
  log: () => undefined,
})
process.stdout.write(`${JSON.stringify({ port: tracker.port, trackerId: tracker.trackerId })}\n`)
