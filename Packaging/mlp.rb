# Not tested: written for Homebrew where none was at hand. OWNER is who publishes it.
# `brew install --HEAD ./Packaging/mlp.rb`
class Mlp < Formula
  desc "Inspect, run, convert, train and invert dense neural networks"
  homepage "https://github.com/OWNER/MLPKit"
  license "MIT"
  head "https://github.com/OWNER/MLPKit.git", branch: "main"

  depends_on "pkgconf" => :build
  depends_on xcode: ["26.0", :build]
  depends_on "clp"
  depends_on "hdf5"
  depends_on "libpng"
  depends_on "libzip"
  depends_on "lz4"
  depends_on "openssl@3"
  depends_on "xz"

  def install
    system "swift", "build", "--disable-sandbox", "-c", "release", "--product", "mlp"
    system "Scripts/install", ".build/release/mlp", prefix
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/mlp --version")
  end
end
