import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'

const MIB = 1_024 * 1_024

export async function writeRandom(path: string, mib: number): Promise<void> {
  const file = await open(path, 'w')
  const piece = Buffer.allocUnsafe(MIB)
  for (let written = 0; written < mib; written++) await file.write(randomFillSync(piece))
  await file.sync()
  await file.close()
}
