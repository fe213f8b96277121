#pragma once
#include <png.h>
#include <string.h>

/* PNG_IMAGE_VERSION and the PNG_FORMAT_ macros are casts and expressions that Swift does not import. */
static inline png_image CPNG_image(unsigned width, unsigned height, int color) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  return image;
}

/* The size no PNG of this image exceeds; PNG_IMAGE_PNG_SIZE_MAX is a macro with parameters. */
static inline size_t CPNG_maximum_size(png_image image) {
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}
