/** From what a source sends to what a notification says: by templates, by what Laravel apps mean, and as a preview. */
export { render } from './fill-template.ts';
export { createToContent } from './laravel-content.ts';
export { seenAs } from './laravel-preview.ts';
export { previewTemplate } from './preview.ts';
export { seenEvent } from './seen-event.ts';
