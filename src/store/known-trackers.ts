import * as v from 'valibot'
import { CountSchema, TrackerIdSchema } from '../protocol/ids.ts'
import { createMutex } from '../shared/mutex.ts'
import type { OnDamaged } from './disk/damaged.ts'
import type { Disk } from './disk/disk.ts'
import { openDocument } from './documents/document.ts'
import { dataPaths } from './paths.ts'

/** A tracker that somebody with this data folder has been logged in to. */
export interface KnownTracker {
  readonly id: v.InferOutput<typeof TrackerIdSchema>
  /** As it announced itself; '' when it never did. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** Milliseconds since 1970. */
  readonly usedAt: number
}

/** The trackers that were met from this data folder, whoever of its users met them. */
export interface KnownTrackers {
  /** The last used first. */
  read(): Promise<readonly KnownTracker[]>
  remember(tracker: KnownTracker): Promise<void>
}

const TRACKERS_MAX = 16

const KnownTrackersSchema = v.strictObject({
  trackers: v.pipe(
    v.array(
      v.strictObject({
        id: TrackerIdSchema,
        name: v.pipe(v.string(), v.maxLength(255)),
        host: v.pipe(v.string(), v.maxLength(255)),
        port: v.pipe(CountSchema, v.maxValue(65_535)),
        usedAt: CountSchema,
      }),
    ),
    v.maxLength(TRACKERS_MAX),
  ),
})

let writers = 0

/** Read anew each time: several peers share the folder. It holds nothing secret, and nothing that is trusted. */
export function openKnownTrackers(options: {
  readonly dataDir: string
  readonly disk?: Disk | undefined
  readonly onDamaged: OnDamaged
}): KnownTrackers {
  const path = dataPaths(options.dataDir).knownTrackers
  const beside = `${path}.tmp-${process.pid}-${++writers}`
  const turns = createMutex()
  const open = () =>
    openDocument<v.InferOutput<typeof KnownTrackersSchema>>({
      path,
      beside,
      schema: KnownTrackersSchema,
      fallback: { trackers: [] },
      disk: options.disk,
      onDamaged: options.onDamaged,
    })
  return {
    read: () => turns.run(async () => (await open()).get().trackers),
    remember: (tracker) =>
      turns.run(async () => {
        const document = await open()
        await document.update(({ trackers }) => ({
          trackers: [tracker, ...trackers.filter(({ id }) => id !== tracker.id)].slice(
            0,
            TRACKERS_MAX,
          ),
        }))
      }),
  }
}
