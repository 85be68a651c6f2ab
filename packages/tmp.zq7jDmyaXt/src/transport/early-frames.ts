/**
 * Frames that came before the acknowledgement of their subscription, held with their own time of arrival. Bounded in
 * number and bytes; what is beyond is not taken.
 */
export interface EarlyFrames {
  /** False when the bound is reached; the frame is then not taken. */
  hold(frame: Buffer, arrivalUs: number): boolean
  /** Hands the frames over in their order, and holds none any more. */
  release(take: (frame: Buffer, arrivalUs: number) => void): void
}

export interface EarlyFramesOptions {
  readonly maxFrames: number
  readonly maxBytes: number
}

export function createEarlyFrames(options: EarlyFramesOptions): EarlyFrames {
  let held: { readonly frame: Buffer; readonly arrivalUs: number }[] = []
  let bytes = 0
  return {
    hold(frame, arrivalUs) {
      if (held.length >= options.maxFrames || bytes + frame.length > options.maxBytes) return false
      held.push({ frame, arrivalUs })
      bytes += frame.length
      return true
    },
    release(take) {
      const frames = held
      held = []
      bytes = 0
      for (const { frame, arrivalUs } of frames) take(frame, arrivalUs)
    },
  }
}
