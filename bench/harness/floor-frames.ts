/** What a short message with its header weighs. */
export const FRAME_BYTES = 200
