/** A mail or a short message that the pool sent. What password was in it nobody here knows. */
export interface OutgoingMessage {
  readonly at: number;
  readonly kind: 'invitation' | 'password-reset';
  readonly via: 'email' | 'sms';
  readonly to: string;
  readonly userId: string;
  /** The application whose login page it links to; null is the pool's own panel. */
  readonly appId: string | null;
}
