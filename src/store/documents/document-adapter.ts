import { dirname } from 'node:path'
import type { Adapter } from 'lowdb'
import * as v from 'valibot'
import { openBytes, sealBytes } from '../../crypto/seal.ts'
import { lp } from '../../protocol/parts.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { damagedFile } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { writeFully } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'

/** A document at rest is whole at every moment: it is written beside, flushed and renamed over. */
export class DocumentAdapter<T> implements Adapter<T> {
  readonly #path: string
  readonly #schema: DocumentSchema<T>
  readonly #seal: DocumentSeal | undefined
  readonly #disk: Disk
  readonly #beside: string | undefined

  constructor(options: {
    readonly path: string
    readonly schema: DocumentSchema<T>
    readonly seal: DocumentSeal | undefined
    readonly disk: Disk
    readonly beside?: string | undefined
  }) {
    this.#path = options.path
    this.#schema = options.schema
    this.#seal = options.seal
    this.#disk = options.disk
    this.#beside = options.beside
  }

  /** null when there is no document yet; throws PROFILE_DAMAGED when there is one that cannot be read. */
  async read(): Promise<T | null> {
    const bytes = await withDiskErrors(this.#path, () => this.#disk.readFile(this.#path))
    if (bytes === undefined) return null
    const text = this.#seal === undefined ? bytes.toString('utf8') : this.#open(this.#seal, bytes)
    const parsed = v.safeParse(this.#schema, parseJson(text))
    if (!parsed.success) throw damagedFile(this.#path, 'not the expected document')
    return parsed.output
  }

  async write(value: T): Promise<void> {
    const json = JSON.stringify(value)
    const bytes = Buffer.from(
      `${this.#seal === undefined ? json : this.#close(this.#seal, json)}\n`,
      'utf8',
    )
    await withDiskErrors(this.#path, () => replaceFile(this.#disk, this.#path, bytes, this.#beside))
  }

  #open(seal: DocumentSeal, bytes: Buffer): string {
    const envelope = v.safeParse(EnvelopeSchema, parseJson(bytes.toString('utf8')))
    const box = envelope.success ? fromB64(envelope.output.sealed) : undefined
    const plain = box === undefined ? undefined : openBytes(seal.key, box, aadOf(seal))
    if (plain === undefined) throw damagedFile(this.#path, 'the seal does not open')
    return plain.toString('utf8')
  }

  #close(seal: DocumentSeal, json: string): string {
    const box = sealBytes(seal.key, Buffer.from(json, 'utf8'), aadOf(seal))
    return JSON.stringify({ v: 1, sealed: toB64(box) })
  }
}

export type DocumentSchema<T> = v.BaseSchema<unknown, T, v.BaseIssue<unknown>>

/** `label` names what the document is for, so that one cannot be put in another's place. */
export interface DocumentSeal {
  readonly key: Buffer
  readonly label: string
}

/** Puts `bytes` in place of the file at `path`: whoever reads sees the old or the new, after a crash too. */
export async function replaceFile(
  disk: Disk,
  path: string,
  bytes: Buffer,
  beside = `${path}.tmp`,
): Promise<void> {
  await disk.remove(beside)
  const file = await disk.open(beside, { create: true })
  if (file === undefined) throw new Error('a created file must open')
  try {
    await writeFully(file, [bytes], 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await disk.rename(beside, path)
  await disk.syncFolder(dirname(path))
}

const EnvelopeSchema = v.strictObject({ v: v.literal(1), sealed: v.string() })

function aadOf(seal: DocumentSeal): Buffer {
  return lp('document', seal.label)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
