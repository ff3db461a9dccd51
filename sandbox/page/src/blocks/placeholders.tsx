/** Pictures live on other machines, and nothing here asks other machines: what is shown is what the picture means. */
export function ImagePlaceholder({ altText }: { altText: string }) {
  return (
    <span class="image-placeholder" role="img" aria-label={altText}>
      {altText || 'Image'}
    </span>
  );
}

/** Seen rather than left out, so that nobody mistakes this page's limits for the bot's. */
export function Unsupported({ what, type }: { what: 'block' | 'element'; type: string }) {
  return (
    <p class="unsupported">
      Unsupported {what}: <code>{type || 'no type'}</code>
    </p>
  );
}
