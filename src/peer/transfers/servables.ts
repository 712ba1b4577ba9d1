import { decodeManifest, type Manifest } from '../../protocol/files.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Scan, Source } from '../../store/transfers/source.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { FileOffer } from '../../protocol/files.ts'
import { ChunkSet } from './receiving/chunk-set.ts'
import type { Servable } from './serve-files.ts'

const OPEN_MAX = 8

/** Whole files on this disk, opened while somebody fetches them. */
export interface Servables {
  /** What this user offers from `path`; throws FILE_CHANGED when it is no longer what it was. */
  offered(offer: FileOffer, path: string, onBroken: () => void): Promise<Servable>
  /** What was received and lies at `path`. */
  received(offer: FileOffer, path: string): Promise<Servable>
  close(): Promise<void>
}

interface OpenServable {
  readonly servable: Servable
  readonly source: Source
}

export function createServables(store: TransferStore): Servables {
  /** By manifest, in the order of last use. */
  const open = new Map<string, Promise<OpenServable>>()

  function use(manifest: string, opening: () => Promise<OpenServable>): Promise<OpenServable> {
    const entry = open.get(manifest) ?? opening()
    open.delete(manifest)
    open.set(manifest, entry)
    entry.catch(() => open.delete(manifest))
    const [oldest] = open
    if (open.size > OPEN_MAX && oldest !== undefined) {
      open.delete(oldest[0])
      void close(oldest[1])
    }
    return entry
  }

  async function assemble(
    offer: FileOffer,
    onBroken: () => void,
    openSource: (manifest: Manifest) => Promise<Source>,
  ): Promise<OpenServable> {
    const manifestBytes = await store.readManifest(offer.manifest)
    if (manifestBytes === undefined) throw new ChatError('UNKNOWN_TRANSFER')
    const manifest = decodeManifest(manifestBytes)
    const source = await openSource(manifest)
    const servable: Servable = {
      manifest,
      manifestBytes,
      have: ChunkSet.full(manifest.chunks.length),
      fileKey: Buffer.from(offer.fileKey, 'base64url'),
      read: (position, length) => source.read(position, length),
      onBroken,
    }
    return { servable, source }
  }

  return {
    async offered(offer, path, onBroken) {
      const { servable } = await use(offer.manifest, () =>
        assemble(offer, onBroken, async (manifest) => {
          const scan = await store.scan(path)
          if (!isSame(scan, manifest)) throw new ChatError('FILE_CHANGED', { subject: path })
          return store.openSource(scan.files)
        }),
      )
      return servable
    },
    async received(offer, path) {
      // Whoever changed what he received simply has it no longer.
      const { servable } = await use(offer.manifest, () =>
        assemble(
          offer,
          () => undefined,
          async ({ files }) => store.openReceived(path, files),
        ),
      )
      return servable
    },
    async close() {
      const all = [...open.values()]
      open.clear()
      await Promise.all(all.map(close))
    },
  }
}

function isSame(scan: Scan, manifest: Manifest): boolean {
  return (
    scan.files.length === manifest.files.length &&
    scan.files.every(({ path, size }, index) => {
      const file = manifest.files[index]
      return file?.size === size && file.path.join('/') === path.join('/')
    })
  )
}

async function close(opening: Promise<OpenServable>): Promise<void> {
  await opening.then(({ source }) => source.close()).catch(() => undefined)
}
