#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

/// A private key on a named curve, from the uncompressed public point and the secret number; NULL when they are not valid.
static inline EVP_PKEY *ccrypto_ec_key(
    const char *curve, const unsigned char *point, size_t point_length, const unsigned char *secret, size_t secret_length) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *number = BN_secure_new();
    if (context != NULL && builder != NULL && number != NULL && BN_bin2bn(secret, (int)secret_length, number) != NULL
        && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0)
        && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, point_length)
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number)
        && (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(context) == 1
        && EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_clear_free(number);
    EVP_PKEY_CTX_free(context);
    return key;
}

/// A number of a key's, big-endian; how many bytes, or 0 when the key has no such number or it does not fit.
static inline size_t ccrypto_number(const EVP_PKEY *key, const char *name, unsigned char *bytes, size_t capacity) {
    BIGNUM *number = NULL;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return 0;
    size_t length = (size_t)BN_num_bytes(number);
    if (length <= capacity) BN_bn2bin(number, bytes);
    BN_clear_free(number);
    return length <= capacity ? length : 0;
}

/// An RSA key from the numbers that OpenSSH keeps of it; what libcrypto wants besides is computed. NULL when they are not
/// valid. They stand one behind the other, big-endian, each of its length: modulus, public and private exponent, the inverse
/// of the second prime, and the two primes.
static inline EVP_PKEY *ccrypto_rsa_key(const unsigned char *bytes, const int lengths[6]) {
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
        OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2,
    };
    enum { D = 2, P = 4, Q = 5, DP = 6, DQ = 7, COUNT = 8 };
    BIGNUM *numbers[COUNT] = {NULL};
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BN_CTX *scratch = BN_CTX_secure_new();
    BIGNUM *less = BN_secure_new();
    int good = context != NULL && builder != NULL && scratch != NULL && less != NULL;
    for (int i = 0; good && i < DP; bytes += lengths[i], i++) {
        good = (numbers[i] = BN_secure_new()) != NULL && BN_bin2bn(bytes, lengths[i], numbers[i]) != NULL;
    }
    if (good) BN_set_flags(numbers[D], BN_FLG_CONSTTIME);
    for (int i = 0; good && i < 2; i++) {
        good = (numbers[DP + i] = BN_secure_new()) != NULL && BN_copy(less, numbers[P + i]) != NULL && BN_sub_word(less, 1)
            && !BN_is_zero(less) && BN_mod(numbers[DP + i], numbers[D], less, scratch);
    }
    for (int i = 0; good && i < COUNT; i++) good = OSSL_PARAM_BLD_push_BN(builder, names[i], numbers[i]);
    if (good && (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(context) == 1
        && EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
        key = NULL;
    }
    for (int i = 0; i < COUNT; i++) BN_clear_free(numbers[i]);
    BN_clear_free(less);
    BN_CTX_free(scratch);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    return key;
}

static int ccrypto_no_passphrase(char *buffer, int size, int is_writing, void *context) {
    (void)buffer;
    (void)size;
    (void)is_writing;
    *(int *)context = 1;
    return -1;
}

/// The private key of a PEM text; NULL when there is none, with *is_encrypted set when it wants a passphrase.
static inline EVP_PKEY *ccrypto_read_pem(const void *text, size_t length, int *is_encrypted) {
    BIO *source = BIO_new_mem_buf(text, (int)length);
    if (source == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(source, NULL, ccrypto_no_passphrase, is_encrypted);
    BIO_free(source);
    return key;
}
