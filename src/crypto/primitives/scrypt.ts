import { scrypt } from 'node:crypto'

const BLOCK_SIZE = 8
const OUTPUT_BYTES = 32

/**
 * scrypt with r=8, p=1, in the thread pool. The password is brought to NFC first: the same word typed on a Mac and on a PC
 * differs in its bytes.
 */
export async function stretchPassword(
  password: string,
  salt: Uint8Array,
  cost: number,
): Promise<Buffer> {
  // Node refuses more than 32 MiB unless told otherwise; scrypt takes 128·N·r and a little.
  const options = { N: cost, r: BLOCK_SIZE, p: 1, maxmem: 128 * BLOCK_SIZE * cost * 2 }
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(password.normalize('NFC')), salt, OUTPUT_BYTES, options, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
