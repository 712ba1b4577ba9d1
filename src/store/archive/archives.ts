import { join } from 'node:path'
import * as v from 'valibot'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { openDocument } from '../documents/document.ts'
import type { DocumentSeal } from '../documents/document-adapter.ts'
import { encodeFileName } from '../file-name.ts'
import { ARCHIVE_MESSAGES_MAX, type ArchivedMessage } from './old-history.ts'

/** A history of another program, kept for reading. */
export interface Archive {
  /** `#room` or `@user`, without more. */
  readonly name: string
  readonly messages: readonly ArchivedMessage[]
}

/** The archives of one profile, each sealed in a file of its own. */
export interface Archives {
  readAll(): Promise<readonly Archive[]>
  /** In place of an earlier one of that name. */
  save(archive: Archive): Promise<void>
  remove(name: string): Promise<void>
}

const ArchiveSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[#@]./su), v.maxLength(256)),
  messages: v.pipe(
    v.array(
      v.strictObject({
        sender: v.string(),
        text: v.string(),
        sentAt: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
      }),
    ),
    v.maxLength(ARCHIVE_MESSAGES_MAX),
  ),
})
type StoredArchive = v.InferOutput<typeof ArchiveSchema>

const EMPTY: StoredArchive = { name: '#-', messages: [] }
const ENDING = '.json'

export function openArchives(options: {
  readonly folder: string
  readonly key: DocumentSeal['key']
  readonly disk: Disk
  readonly onDamaged: OnDamaged | undefined
}): Archives {
  const { folder, key, disk, onDamaged } = options

  const open = (file: string) =>
    openDocument<StoredArchive>({
      path: join(folder, file),
      schema: ArchiveSchema,
      fallback: EMPTY,
      // The file's name is part of the seal, so that nobody swaps two of them.
      seal: { key, label: `archive ${file}` },
      disk,
      onDamaged,
    })

  return {
    async readAll() {
      const files = await withDiskErrors(folder, () => disk.list(folder))
      const found: Archive[] = []
      for (const file of files.filter((name) => name.endsWith(ENDING))) {
        const archive = (await open(file)).get()
        if (archive !== EMPTY) found.push(archive)
      }
      return found
    },
    async save({ name, messages }) {
      const document = await open(fileOf(name))
      await document.update(() => ({ name, messages: messages.map((message) => ({ ...message })) }))
    },
    async remove(name) {
      const path = join(folder, fileOf(name))
      await withDiskErrors(path, () => disk.remove(path))
    },
  }
}

function fileOf(name: string): string {
  return `${encodeFileName(name)}${ENDING}`
}
