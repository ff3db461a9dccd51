/** `reason`: sentences for the person who typed; what they quote of the text holds no markup. */
export interface RefusedCommand {
  readonly kind: 'refused';
  readonly reason: string;
}

export function refused(reason: string): RefusedCommand {
  return { kind: 'refused', reason };
}
