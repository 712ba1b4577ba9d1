import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  createTracker,
  type Tracker,
  type TrackerOptions,
} from '../../../src/tracker/create-tracker.ts'
import type { TrackerEvent } from '../../../src/tracker/tracker-event.ts'

export interface TestTracker extends Tracker {
  readonly dataDir: string
  readonly events: TrackerEvent[]
  /** Stops it and starts it again on the same data. */
  restart(): Promise<TestTracker>
}

/** A tracker on a free port with a folder of its own, gone after the test. */
export async function startTracker(options: Partial<TrackerOptions> = {}): Promise<TestTracker> {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const events: TrackerEvent[] = []
  const log = (event: TrackerEvent): void => void events.push(event)
  const fixed = { host: '127.0.0.1', port: 0, name: 'test', log }
  const tracker = await createTracker({ ...fixed, ...options, dataDir })
  onTestFinished(() => tracker.close())
  return {
    ...tracker,
    dataDir,
    events,
    async restart() {
      await tracker.close()
      return startTracker({ ...options, dataDir })
    },
  }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'chatp2p-tracker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
