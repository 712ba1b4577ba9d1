import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { describeError } from '../../../src/i18n/describe-error.ts'
import { createPeer, type PeerOptions } from '../../../src/peer/create-peer.ts'
import type { Peer } from '../../../src/peer/peer.ts'
import { isChatError, type ChatErrorCode } from '../../../src/shared/errors.ts'

/** The action is refused with this code, and there is one sentence for it in every language. */
export async function expectRefusal(action: Promise<unknown>, code: ChatErrorCode): Promise<void> {
  const error: unknown = await action.then(
    () => 'nothing was refused',
    (reason: unknown) => reason,
  )
  expect(isChatError(error) ? error.code : error).toBe(code)
  for (const language of ['en', 'pt-BR'] as const) {
    const sentence = describeError(language, error)
    expect(sentence).toMatch(/^\p{Lu}[^\n]{10,}\.$/u)
    expect(sentence).not.toMatch(/undefined|null|\[object|[A-Z]+_[A-Z]+/)
  }
}

/** A peer with a folder of its own, that ends with the test. */
export async function openPeer(
  options: Partial<PeerOptions> & { trackerPort: number },
): Promise<Peer & { readonly dataDir: string }> {
  const dataDir = options.dataDir ?? (await testFolder())
  const fixed = { trackerHost: '127.0.0.1', listenPort: 0 }
  const peer = await createPeer({ ...fixed, ...options, dataDir })
  onTestFinished(async () => void (await peer.close()))
  return { ...peer, dataDir }
}

export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chatp2p-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
